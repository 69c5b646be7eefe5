// Where is a merge request that stands beside those of other projects?
import type { MergeRequest } from '../api/merge-requests.ts'
import { pathParam } from '../urls.ts'

type Named = Pick<MergeRequest, 'iid' | 'references'>

/** The full path of its project. */
export const projectOf = ({ references }: Named) => references.full.split('!')[0] ?? ''

/** For links and for `navigate`. */
export const placeOf = (row: Named) =>
  ({
    to: '/p/$path/merge_requests/$iid',
    params: { path: pathParam(projectOf(row)), iid: String(row.iid) },
  }) as const
