// A frame's only script: its film begins where the quote does, also where the server sends no part of a file.
import { guard } from "./whole.js";

for (const player of document.querySelectorAll("video, audio")) guard(player);
