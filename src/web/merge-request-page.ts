// Which merge request does a request speak of, and how is it shown?
import { z } from 'zod'
import { type mergeRequest as contract, fields } from '#contract'
import { type Found, lists, mergeability, policy, rangeOf } from '#merge-requests'
import { code, protection } from '#repository'
import type { Request, WebDesk } from './context.ts'
import { renderText } from './rendered.ts'
import { mergeRequestShape } from './shapes/merge-request.ts'

export const mergeRequestParams = z.object({ id: fields.idOrPath, merge_request_iid: fields.iid })
type Params = z.output<typeof mergeRequestParams>

export const placeOf = ({ id, merge_request_iid: iid }: Params) => ({ project: id, iid })

/** The merge request that the path names. @throws not_found, also where it is hidden; forbidden */
export function mergeRequestOf(desk: WebDesk, request: Request, params: Params): Promise<Found> {
  return policy.requireMergeRequest(desk.db, request.viewer, params.id, params.merge_request_iid)
}

/** Files of a merge request of which it says how many there are. */
const maxFiles = 1000
/** Commits of the target that are counted. */
const maxDiverged = 1000

export type Shown = z.output<typeof contract.Details>

/** One, with all that its page needs. Its differences are counted, not read. */
export async function showMergeRequest(
  desk: WebDesk,
  request: Request,
  params: Params,
  query: { render_html?: boolean | undefined; with_labels_details?: boolean | undefined } = {},
): Promise<Shown> {
  const found = await mergeRequestOf(desk, request, params)
  const { mergeRequest, project } = found
  const can = await mergeability.findMergeability(desk, found)
  const repository = await desk.repositories.open(project)
  const range = await rangeOf(repository, mergeRequest)
  const files = await code.diffs.countFiles(repository, range.base, range.head, maxFiles)
  const diverged = can.tips.target
    ? await code.commits.count(repository, can.tips.target, [range.head], maxDiverged)
    : 0
  const row = await lists.show(desk.db, request.viewer, mergeRequest.id)
  const options = {
    externalUrl: desk.config.external_url,
    now: desk.clock(),
    labelDetails: query.with_labels_details,
  }
  return {
    ...mergeRequestShape(row, options, can.status),
    ...(query.render_html
      ? { description_html: await renderText(desk, request, row.description, project) }
      : {}),
    changes_count: files > maxFiles ? `${maxFiles}+` : String(files),
    diff_refs: { base_sha: range.base, start_sha: range.start, head_sha: range.head },
    diverged_commits_count: mergeRequest.state === 'opened' ? diverged : 0,
    first_contribution: false,
    conflicts: can.conflicts,
    merge_method: can.settings.merge_method,
    squash_option: can.settings.squash_option,
    source_branch_exists: can.tips.source !== null,
    user: await rightsOf(desk, request, found),
  }
}

async function rightsOf(desk: WebDesk, { viewer }: Request, found: Found): Promise<Shown['user']> {
  const { mergeRequest, project } = found
  const { source_branch: branch } = mergeRequest
  const merges = await policy.mayMergeIt(desk.db, found, viewer)
  return {
    can_merge: merges,
    can_update: policy.mayChange(found, viewer),
    can_note: viewer !== null && !project.archived,
    can_remove_source_branch:
      merges &&
      branch !== project.default_branch &&
      protection.protectionIn(await protection.rulesOf(desk.db, project.id), branch) === null,
  }
}
