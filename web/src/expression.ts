// When a question is asked: the condition language of docs/formats.md, the same grammar as core/expression.h.
// Values are ordered no < unsure < yes; and = least, or = greatest; an absent answer counts as no.

export const enum Truth { no = 0, unsure = 1, yes = 2 }

export interface Facts {
  truth(name: string): Truth;
  /** undefined where unknown or absent: every comparison with it is `no`. */
  number(name: string): number | undefined;
  chosen(name: string, id: string): Truth;
  pain_in(region: string): boolean;
}

type Node =
  | { kind: 'all' | 'any'; parts: Node[] }
  | { kind: 'at_least'; count: number; parts: Node[] }
  | { kind: 'truth'; name: string }
  | { kind: 'compare'; name: string; sign: string; value: number }
  | { kind: 'chosen'; name: string; id: string }
  | { kind: 'pain_in'; regions: string[] };

export type Expression = (facts: Facts) => Truth;

interface Token { kind: 'name' | 'number' | 'text' | '(' | ')' | ',' | 'compare' | 'end'; text: string; column: number }

const kToken = /\s*(?:([A-Za-z_][A-Za-z_0-9]*)|(-?\d+(?:\.\d+)?)|"([^"\\]*)"|([(),])|(>=|<=|==|>|<))/y;

function split(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    kToken.lastIndex = at;
    const match = kToken.exec(text);
    if (!match) throw new SyntaxError(`column ${at + 1} of "${text}": not a name, number, text, bracket or comparison`);
    const column = at + 1;
    at = kToken.lastIndex;
    if (match[1] !== undefined) tokens.push({ kind: 'name', text: match[1], column });
    else if (match[2] !== undefined) tokens.push({ kind: 'number', text: match[2], column });
    else if (match[3] !== undefined) tokens.push({ kind: 'text', text: match[3], column });
    else if (match[4] !== undefined) tokens.push({ kind: match[4] as '(' | ')' | ',', text: match[4], column });
    else tokens.push({ kind: 'compare', text: match[5]!, column });
  }
  tokens.push({ kind: 'end', text: 'the end', column: text.length + 1 });
  return tokens;
}

/** @throws SyntaxError naming the column, what stood there and what was expected. */
export function parse_expression(text: string): Expression {
  const tokens = split(text);
  let at = 0;

  const peek = (): Token => tokens[at]!;
  const fail = (expected: string): never => {
    throw new SyntaxError(`column ${peek().column} of "${text}": found "${peek().text}", expected ${expected}`);
  };
  const take = (kind: Token['kind'], expected: string): Token => (peek().kind === kind ? tokens[at++]! : fail(expected));
  const at_word = (word: string): boolean => peek().kind === 'name' && peek().text === word;

  function any(): Node {
    const parts = [all()];
    while (at_word('or')) { at++; parts.push(all()); }
    return parts.length === 1 ? parts[0]! : { kind: 'any', parts };
  }
  function all(): Node {
    const parts = [single()];
    while (at_word('and')) { at++; parts.push(single()); }
    return parts.length === 1 ? parts[0]! : { kind: 'all', parts };
  }
  function single(): Node {
    if (peek().kind === '(') {
      at++;
      const inner = any();
      take(')', '")"');
      return inner;
    }
    if (at_word('and') || at_word('or') || at_word('not')) fail('a name or "("');
    const name = take('name', 'a name or "("').text;
    if (name === 'at_least') return at_least();
    if (name === 'pain_in') return pain_in();
    if (peek().kind !== 'compare') return { kind: 'truth', name };
    const sign = tokens[at++]!.text;
    if (peek().kind === 'text' && sign === '==') return { kind: 'chosen', name, id: tokens[at++]!.text };
    return { kind: 'compare', name, sign, value: Number(take('number', 'a number').text) };
  }
  function at_least(): Node {
    take('(', '"("');
    const count = Number(take('number', 'a count').text);
    const parts: Node[] = [];
    while (peek().kind === ',') { at++; parts.push(any()); }
    take(')', '"," or ")"');
    if (!Number.isInteger(count) || count < 1 || count > parts.length) fail('a count between 1 and the number of conditions');
    return { kind: 'at_least', count, parts };
  }
  function pain_in(): Node {
    take('(', '"("');
    const regions = [take('text', 'a region in quotes').text];
    while (peek().kind === ',') { at++; regions.push(take('text', 'a region in quotes').text); }
    take(')', '"," or ")"');
    return { kind: 'pain_in', regions };
  }

  const root = any();
  if (peek().kind !== 'end') fail('"and", "or" or the end');
  return (facts) => evaluate(root, facts);
}

function evaluate(node: Node, facts: Facts): Truth {
  switch (node.kind) {
    case 'all':
      return Math.min(...node.parts.map((part) => evaluate(part, facts)));
    case 'any':
      return Math.max(...node.parts.map((part) => evaluate(part, facts)));
    case 'at_least': {
      const values = node.parts.map((part) => evaluate(part, facts)).sort((a, b) => b - a);
      return values[node.count - 1]!;
    }
    case 'truth':
      return facts.truth(node.name);
    case 'compare': {
      const value = facts.number(node.name);
      return value !== undefined && holds(value, node.sign, node.value) ? Truth.yes : Truth.no;
    }
    case 'chosen':
      return facts.chosen(node.name, node.id);
    case 'pain_in':
      return node.regions.some((region) => facts.pain_in(region)) ? Truth.yes : Truth.no;
  }
}

function holds(value: number, sign: string, limit: number): boolean {
  switch (sign) {
    case '>=': return value >= limit;
    case '<=': return value <= limit;
    case '>': return value > limit;
    case '<': return value < limit;
    default: return value === limit;
  }
}
