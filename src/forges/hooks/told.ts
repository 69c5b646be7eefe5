// What does a forge tell, whichever it is?

export type Forge = 'github' | 'gitlab' | 'gitea'

export type ToldCommit = { id: string; message: string; url: string | null; at: Date | null }

export type Told =
  | { kind: 'ping' }
  /** `isDefault`: into the branch that the forge calls its default. */
  | { kind: 'push'; isDefault: boolean; commits: ToldCommit[] }
  | {
      kind: 'merge_request'
      /** As people write it there: `group/project!5`, `owner/repo#5`. */
      reference: string
      url: string | null
      text: string
      merged: boolean
      isDefault: boolean
    }
  /** Something that changes nothing here. */
  | { kind: 'other' }

type Json = Record<string, unknown>

/** Values of a body that anybody may have written, who has the secret: nothing is taken for what it should be. */
export const objectIn = (from: unknown, name: string): Json => {
  const value = (from as Json | null)?.[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}
export const textIn = (from: unknown, name: string): string => {
  const value = (from as Json | null)?.[name]
  return typeof value === 'string' ? value : ''
}
const listIn = (from: unknown, name: string): unknown[] => {
  const value = (from as Json | null)?.[name]
  return Array.isArray(value) ? value : []
}

const limits = {
  /** Commits of one push that are read; forges send fewer. */
  commits: 2048,
  /** Characters of a message or description that are read for issues. */
  text: 64 * 1024,
} as const

/** An address that may stand in a note. */
export function urlIn(from: unknown, name: string): string | null {
  const text = textIn(from, name)
  if (!/^https?:\/\//i.test(text) || text.length > 2000 || !URL.canParse(text)) return null
  // Whole in Markdown: `[words](address)`.
  return new URL(text).href.replaceAll('(', '%28').replaceAll(')', '%29')
}

/** GitHub, GitLab and Gitea tell of pushes nearly alike. */
export function pushOf(body: Json, defaultBranch: string): Told {
  const branch = textIn(body, 'ref').replace(/^refs\/heads\//, '')
  const commits = listIn(body, 'commits').slice(0, limits.commits)
  return {
    kind: 'push',
    isDefault: branch !== '' && branch === defaultBranch,
    commits: commits.flatMap(commit => {
      const id = textIn(commit, 'id')
      const at = new Date(textIn(commit, 'timestamp'))
      if (!/^[0-9a-f]{40,64}$/.test(id)) return []
      return [
        {
          id,
          message: textIn(commit, 'message').slice(0, limits.text),
          url: urlIn(commit, 'url'),
          at: Number.isNaN(at.getTime()) ? null : at,
        },
      ]
    }),
  }
}

export const wordsOf = (title: string, description: string) =>
  `${title}\n\n${description}`.slice(0, limits.text)
