// Which of these were given? What a request leaves out is absent, not undefined.

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

export function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>
}
