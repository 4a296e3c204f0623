// Narrowing answers by facets, and what each facet would leave: as the server counts it.
const SINGLE = ["polarity", "kind", "source", "person", "collection", "language", "date"];
const SEVERAL = ["theme", "family"];
export const FACETS = [...SEVERAL, ...SINGLE];

const MOST_PEOPLE = 30;
const MONTH = "2025-05".length;

/** What an answer has of a facet with one value; of people only those with a name are counted. */
function value(answer, facet) {
  if (facet === "person") return answer.name ? answer.speaker : "";
  return answer[facet] || "";
}

function fits(answer, facet, wanted) {
  if (facet === "date") return wanted.some((start) => answer.date.startsWith(start));
  // Who has no name can be asked for too, by an address.
  return wanted.includes(facet === "person" ? answer.speaker : value(answer, facet));
}

export function narrowed(answers, wanted) {
  const base = answers.filter((answer) => SEVERAL.every((facet) => wanted[facet].every((each) => answer[facet].has(each))));
  const asked = SINGLE.filter((facet) => wanted[facet].length);
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  const count = (facet, each) => { if (each) counts[facet].set(each, (counts[facet].get(each) ?? 0) + 1); };
  const chosen = [];
  for (const answer of base) {
    const missed = asked.filter((facet) => !fits(answer, facet, wanted[facet]));
    if (!missed.length) {
      chosen.push(answer);
      for (const facet of SEVERAL) for (const each of answer[facet]) count(facet, each);
    }
    for (const facet of SINGLE) {
      // What only this facet leaves out is counted: another of its values would bring it back.
      if (!missed.length || (missed.length === 1 && missed[0] === facet)) {
        const each = value(answer, facet);
        count(facet, facet === "date" ? each.slice(0, MONTH) : each);
      }
    }
  }
  if (counts.person.size > MOST_PEOPLE) {
    counts.person = new Map([...counts.person].sort((one, other) => other[1] - one[1]).slice(0, MOST_PEOPLE));
  }
  return { chosen, counts };
}
