"""Everything that does the work: from a folder of clips to a database of answers and a site over it."""

import os

# Nothing leaves this machine. ONNX Runtime, which runs the voice detector, tells its makers about every
# process from version 1.29 on, and the hub's client about every download. Both listen to the environment,
# and only before they are loaded.
os.environ.update(ORT_DISABLE_TELEMETRY="1", ORT_TELEMETRY_DISABLED="1", HF_HUB_DISABLE_TELEMETRY="1")
