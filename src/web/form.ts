// What do a query or a form say? Names may build arrays and objects: labels[]=a, not[labels][]=b.

type Value = string | Value[] | { [name: string]: Value }
type Fields = { [name: string]: Value }

/** Pairs beyond this are refused: a long query must not keep the desk busy. */
export const maxPairs = 1000
/** `a[b][c]` and no deeper; GitLab's API needs two. */
const maxDepth = 4

/** Too much or too deep; the web answers 400. */
const refuse = (reason: string) => Object.assign(new Error(reason), { statusCode: 400 })

/**
 * Reads `application/x-www-form-urlencoded` text as Rails does: `a[]=1&a[]=2` is an array, `a[b]=1` an object, and
 * of two equal plain names the last one counts. Broken percent signs stay as they are.
 */
export function parseForm(text: string): Fields {
  const fields: Fields = Object.create(null)
  let pairs = 0
  for (const [name, value] of new URLSearchParams(text)) {
    pairs += 1
    if (pairs > maxPairs) throw refuse(`more than ${maxPairs} parameters`)
    put(fields, stepsOf(name), value)
  }
  return fields
}

/** `not[labels][]` → not, labels, '' */
function stepsOf(name: string): string[] {
  const open = name.indexOf('[')
  if (open <= 0 || !name.endsWith(']')) return [name]
  const steps = [name.slice(0, open), ...name.slice(open + 1, -1).split('][')]
  if (steps.length > maxDepth) throw refuse(`${steps[0]} is nested too deeply`)
  return steps
}

function put(into: Fields, steps: readonly string[], value: string): void {
  const [name = '', next, ...rest] = steps
  if (next === undefined) {
    into[name] = value
    return
  }
  const present = into[name]
  // `a[]=x` and `a[0]=x` are both entries of an array: some clients count them.
  if (rest.length === 0 && /^\d*$/.test(next)) {
    if (Array.isArray(present)) present.push(value)
    else into[name] = [value]
    return
  }
  const inner: Fields =
    present !== undefined && typeof present === 'object' && !Array.isArray(present)
      ? present
      : Object.create(null)
  into[name] = inner
  put(inner, [next, ...rest], value)
}
