// What does somebody ask for with `git push -o merge_request.…`? GitLab's push options for merge requests.

/** What is absent was not asked for. */
export type Wishes = {
  create: boolean
  target?: string
  title?: string
  description?: string
  draft: boolean
  removeSourceBranch?: true
  labels: string[]
  unlabels: string[]
  /** Usernames. */
  assignees: string[]
}

const prefix = 'merge_request.'

type Setter = (wishes: Wishes, value: string) => void
const setters: Readonly<Record<string, Setter>> = {
  create: wishes => (wishes.create = true),
  target: (wishes, value) => (wishes.target = value),
  title: (wishes, value) => (wishes.title = value),
  description: (wishes, value) => (wishes.description = value),
  draft: wishes => (wishes.draft = true),
  remove_source_branch: wishes => (wishes.removeSourceBranch = true),
  label: (wishes, value) => wishes.labels.push(value),
  unlabel: (wishes, value) => wishes.unlabels.push(value),
  assign: (wishes, value) => wishes.assignees.push(value.replace(/^@/, '')),
}

/**
 * @param options as they were typed: `merge_request.create`, `merge_request.title=Fill the export`
 * @returns `wishes` null: none of them is about merge requests; `unknown`: names that mean nothing here
 */
export function wishesOf(options: readonly string[]): { wishes: Wishes | null; unknown: string[] } {
  const wishes: Wishes = { create: false, draft: false, labels: [], unlabels: [], assignees: [] }
  const unknown: string[] = []
  let any = false
  for (const option of options) {
    const [, name = '', value = ''] = /^([^=]*)(?:=(.*))?$/s.exec(option) ?? []
    const set = name.startsWith(prefix) ? setters[name.slice(prefix.length)] : undefined
    if (set !== undefined) {
      set(wishes, value.trim())
      any = true
    }
    // There are no pipelines to skip: what is written for a CI elsewhere is nothing to speak of.
    else if (!name.startsWith('ci.')) unknown.push(name)
  }
  return { wishes: any ? wishes : null, unknown }
}
