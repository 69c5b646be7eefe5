// Which path would a name get? As people type the name; they may write another one.

/** `Acme Widget 2.0` → `acme-widget-2.0`: what a path may hold, in lower case. */
export const pathFrom = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
