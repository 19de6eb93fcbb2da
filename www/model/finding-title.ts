// The title of a finding behind the name of its policy: what the name says already is not repeated.

/** The word without its ending, so that "recordings" and "recording", "parked" and "park" are the same. */
const stem = (word: string): string => word.toLowerCase().replace(/(ings?|ers?|ed|es|s)$/, "");

/**
 * "Without notice" for "Automatic recording without notice" behind "Automatic call recording". A title that would
 * not read by itself is returned whole.
 */
export function shortTitle(title: string, about: string): string {
  const named = new Set(about.split(" ").map(stem));
  const words = title.split(" ");
  const isNamed = (word: string) => named.has(stem(word));
  const first = words.findIndex((word) => !isNamed(word));
  if (first < 0) return title;
  // "Incomplete emergency address" is "Incomplete"; "No emergency address" stays.
  if (first === 0) return words[0]!.length > 3 && words.slice(1).every(isNamed) ? words[0]! : title;
  if (/^(and|or)$/.test(words[first]!)) return title;
  const rest = words.slice(words[first] === "that" ? first + 1 : first).join(" ");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
