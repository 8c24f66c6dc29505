/** What a query in PromQL asks for: enough of the language for ours. @module */

export type Asked = {
  readonly metrics: readonly string[];
  /** Those that are matched, or summed by. */
  readonly labels: readonly string[];
};

const WORDS = new Set(["by", "unless", "or", "and", "on", "offset", "job", "le"]);

export function parseQuery(query: string): Asked {
  const bare = query.replaceAll(/"(?:\\.|[^"])*"/g, '""');
  const matched = [...bare.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = ""]) =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
  );
  const summed = [...bare.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inside = ""]) =>
    inside.split(/,\s*/),
  );
  const rest = bare.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)/g, " ");
  const metrics = [...rest.matchAll(/\b[a-z_]\w*\b(?!\s*\()/gi)]
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name));
  return { metrics: [...new Set(metrics)], labels: [...new Set([...matched, ...summed])] };
}
