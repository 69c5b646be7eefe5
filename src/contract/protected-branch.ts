// What is a protected branch to a client? GitLab's shape; people and groups by name are its paid editions'.
import { z } from 'zod'
import { filledText, flag, text } from './fields.ts'

/** 0 nobody, 30 Developers and Maintainers, 40 Maintainers, 60 administrators. */
const Level = z.preprocess(
  value => (typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value),
  z.literal([0, 30, 40, 60]),
)

const AccessLevel = z.object({
  id: z.int(),
  access_level: z.int(),
  access_level_description: z.string(),
  user_id: z.null(),
  group_id: z.null(),
})

export const ProtectedBranch = z.object({
  id: z.int(),
  name: z.string(),
  push_access_levels: z.array(AccessLevel),
  merge_access_levels: z.array(AccessLevel),
  unprotect_access_levels: z.array(AccessLevel),
  allow_force_push: z.boolean(),
  code_owner_approval_required: z.boolean(),
})
export type ProtectedBranch = z.infer<typeof ProtectedBranch>

export const List = z.object({ search: text(255).optional() })

const levels = {
  push_access_level: Level.optional(),
  merge_access_level: Level.optional(),
  allow_force_push: flag.optional(),
}

/** `name` may hold `*`. */
export const Create = z.object({ name: filledText(255), ...levels })
export const Update = z.object(levels)
