// How does a push open or change the merge request of its branch?
import { DeskError, texts } from '#kernel'
import type { Project } from '#projects'
import { code, type Repository } from '#repository'
import type { Person } from '#users'
import { createMergeRequest } from '../create.ts'
import { requireBranches } from '../histories.ts'
import { peopleOf, readersNamed } from '../people.ts'
import { type CodeDesk, isDraft, type MergeRequest } from '../rows.ts'
import { updateMergeRequest } from '../update.ts'
import type { Wishes } from './options.ts'

type At = { desk: CodeDesk; by: Person; project: Project; wishes: Wishes }

/**
 * @param open the open merge requests of the branch, the oldest first
 * @returns the number of the one that was opened or changed
 * @throws invalid naming what is wrong; conflict; forbidden
 */
export async function fulfil(at: At, branch: string, open: readonly MergeRequest[]): Promise<number> {
  const { create, target } = at.wishes
  const there = create && target !== undefined ? open.find(one => one.target_branch === target) : open[0]
  if (there !== undefined) return change(at, there)
  if (!create) throw new DeskError('invalid', 'there is none; -o merge_request.create opens one.')
  return make(at, branch)
}

async function change({ desk, by, project, wishes }: At, mergeRequest: MergeRequest): Promise<number> {
  const { id, iid } = mergeRequest
  const { title = mergeRequest.title, description, target, removeSourceBranch, labels, unlabels } = wishes
  const added = await readersNamed(desk.db, project.id, wishes.assignees)
  const present = added.length === 0 ? [] : await peopleOf(desk.db, id, 'assignee')
  await updateMergeRequest(
    desk,
    by,
    { project: project.id, iid },
    {
      title: marked(title, wishes),
      description,
      target_branch: target,
      removeSourceBranch,
      labels: { add: labels, remove: unlabels },
      assigneeIds: added.length === 0 ? undefined : [...present.map(one => one.id), ...added],
    },
  )
  return iid
}

async function make({ desk, by, project, wishes }: At, branch: string): Promise<number> {
  const { target = project.default_branch, removeSourceBranch, labels } = wishes
  const branches = { source_branch: branch, target_branch: target }
  const said = await saidBy(await desk.repositories.open(project), branches)
  const { title = said.title, description = said.description } = wishes
  const { iid } = await createMergeRequest(desk, by, project.id, {
    ...branches,
    title: marked(title, wishes),
    description,
    removeSourceBranch,
    labels,
    assigneeIds: await readersNamed(desk.db, project.id, wishes.assignees),
  })
  return iid
}

const marked = (title: string, { draft }: Wishes) => (draft && !isDraft(title) ? `Draft: ${title}` : title)

/** The words of its commit; those of the branch's name if it has several. */
async function saidBy(
  repository: Repository,
  branches: { source_branch: string; target_branch: string },
): Promise<{ title: string; description: string }> {
  const { source, base } = await requireBranches(repository, branches)
  const [only, ...others] = await code.commits.list(
    repository,
    source,
    { without: [base] },
    { limit: 2, offset: 0 },
  )
  if (only === undefined || others.length > 0)
    return { title: nameInWords(branches.source_branch), description: '' }
  const gap = only.message.search(/\n[ \t]*\n/)
  const description = gap === -1 ? '' : only.message.slice(gap).trim()
  return { title: texts.shortenTitle(only.title), description }
}

function nameInWords(branch: string): string {
  const words = branch.replaceAll(/[-_/]+/g, ' ').trim() || branch
  return words.charAt(0).toUpperCase() + words.slice(1)
}
