// The topics: one filter over findings and policies, the worst topic first.

import type { PolicyEntry } from "zoom-phone-profile";

import { change } from "../link";
import type { Item } from "../model/audit";
import { isGap } from "../model/audit";
import type { Topic } from "../model/topics";
import { TOPICS } from "../model/topics";
import type { Choice } from "./chips";
import { choiceChips } from "./chips";
import type { Severity } from "./marks";
import { glyph, RANK, SEVERITIES } from "./marks";

export function topicChips(items: Item[], entries: PolicyEntry[], chosen: string): HTMLElement {
  const choices = (Object.keys(TOPICS) as Topic[]).flatMap((topic) => {
    const ofTopic = items.filter((item) => item.topic === topic);
    const listed = ofTopic.filter((item) => item.isFound || isGap(item));
    if (ofTopic.length === 0 && !entries.some(({ category }) => category === topic) && topic !== chosen) return [];
    const worst = worstOf(listed);
    return [{ topic, rank: worst ? RANK.indexOf(worst) : RANK.length, worst, count: listed.length }];
  });
  choices.sort((a, b) => a.rank - b.rank);
  const chips = choices.map(
    ({ topic, worst, count }): Choice => ({
      value: topic,
      label: TOPICS[topic],
      ...(worst && { mark: glyph(worst, SEVERITIES[worst]) }),
      ...(count > 0 && { count }),
    }),
  );
  return choiceChips(
    "Topic of findings and policies",
    "topic",
    chosen,
    [{ value: "", label: "All" }, ...chips],
    (topic) => change({ topic, at: "", finding: "" }),
  );
}

/** The gravest that was found; a gap only where nothing was. */
function worstOf(items: Item[]): Severity | undefined {
  const found = items.find(({ isFound }) => isFound);
  return found ? found.finding.severity : items.length > 0 ? "cannot" : undefined;
}
