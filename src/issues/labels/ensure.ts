// What if an issue is to bear a label that does not exist yet? As in GitLab's API, the project gets it.
import type { Tx } from '#db'
import type { Person } from '#users'
import { findLabels } from '../attributes/labels.ts'
import { createLabel } from './edit.ts'

/** Makes the labels that neither the project nor a group above it has. @throws invalid; forbidden below Reporter */
export async function ensureLabels(
  tx: Tx,
  projectId: number,
  by: Person,
  titles: readonly string[],
): Promise<void> {
  const { missing } = await findLabels(tx, projectId, titles)
  for (const title of missing) await createLabel(tx, { projectId }, by, { title })
}
