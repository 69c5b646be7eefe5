// What is being written, and how does it become a commit? Nothing that was typed is lost on the way.
import { useEffect, useState } from 'react'
import type { Beginning, FileChange } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { markUnsaved } from '../../forms/unsaved.ts'
import { usePerson } from '../../session.ts'
import { forgetDraft, keptDraft, useKeptDraft } from './draft.ts'
import type { Text } from './text.ts'
import { useCommit } from './useCommit.ts'

/** To the branch that is looked at, or apart from it, to be merged. */
export type Way = 'here' | 'apart'

type Given = { project: Project; begun: Beginning; text: Text | null; draftKey: string }

export function useFile({ project, begun, text, draftKey }: Given) {
  const { place, file: kept, mayPush } = begun
  const person = usePerson()
  const blank = {
    file: kept === null ? (place.path === '' ? '' : `${place.path}/`) : place.path,
    content: text?.content ?? '',
    message: '',
    base: place.commit,
    before: kept?.last_commit_id,
  }
  const [draft] = useState(() => keptDraft(draftKey))
  const [now, setNow] = useState(draft?.written ?? blank)
  const [way, setWay] = useState<Way>(mayPush ? 'here' : 'apart')
  const [ownBranch, setOwnBranch] = useState(() => suggested(person?.username, place.ref))
  const [restored, setRestored] = useState(draft?.at ?? null)
  const name = now.file.trim()
  const isDirty = now.content !== blank.content || now.file !== blank.file
  const branch = way === 'here' ? place.ref : ownBranch.trim()
  const { committing, refusal, commit } = useCommit({ project, place, way })
  useEffect(() => (isDirty && !committing ? markUnsaved() : undefined), [isDirty, committing])
  useKeptDraft(draftKey, now, committing ? 'committing' : isDirty ? 'changed' : 'same')

  const what = { file: name, branch, ...(way === 'apart' && now.base !== '' ? { start: now.base } : {}) }
  /** `before` null: there is nothing (any more) that it would change. */
  const change = (before: string | null): FileChange => {
    const message = now.message.trim()
    const content = text === null ? {} : { content: text.written(now.content) }
    if (kept === null || before === null)
      return { ...what, ...content, action: 'create', message: message || `Add ${lastOf(name)}` }
    if (name === place.path)
      return { ...what, ...content, action: 'update', before, message: message || `Change ${lastOf(name)}` }
    const changed = now.content === blank.content ? {} : content
    const moved = { previous: place.path, before, message: message || `Rename ${lastOf(place.path)}` }
    return { ...what, ...changed, action: 'move', ...moved }
  }
  return {
    now,
    set: (part: Partial<typeof now>) => setNow({ ...now, ...part }),
    way,
    setWay,
    ownBranch,
    setOwnBranch,
    branch,
    restored,
    /** What was written earlier is let go; the file stands there as it is. */
    startOver: () => {
      forgetDraft(draftKey)
      setNow(blank)
      setRestored(null)
    },
    committing,
    refusal,
    canCommit: isDirty && name !== '' && !name.endsWith('/') && branch !== '' && !committing,
    commit: (before: string | null = now.before ?? null) =>
      commit(change(before), () => forgetDraft(draftKey)),
    remove: () =>
      commit(
        {
          ...what,
          file: place.path,
          action: 'delete',
          ...(now.before === undefined ? {} : { before: now.before }),
          message: now.message.trim() || `Remove ${lastOf(place.path)}`,
        },
        () => forgetDraft(draftKey),
      ),
  }
}

export type Work = ReturnType<typeof useFile>

const lastOf = (path: string) => path.split('/').at(-1) ?? path

/** A name that hardly anybody has taken; who wants a better one writes it. */
const suggested = (username: string | undefined, ref: string) =>
  `${username ?? 'my'}-${ref.replaceAll('/', '-')}-patch-${Date.now().toString(36).slice(-5)}`
