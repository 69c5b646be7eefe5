// What was the mail that became this ticket or note? From Reporter up.
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { inbox } from '#contract'
import { get } from './client.ts'
import { issuePath } from './issues.ts'

export type Origin = z.input<typeof inbox.Origin>
export type Original = z.input<typeof inbox.Original>

/** A ticket by its first mail, or one of its notes. */
export type Mailed = { path: string; iid: number; noteId: number | null }

const at = ({ path, iid, noteId }: Mailed) =>
  `${issuePath(path, iid)}${noteId === null ? '' : `/notes/${noteId}`}`

// A mail that came is never another one; nothing makes these stale.
const staleTime = Number.POSITIVE_INFINITY

/** How it came in, and which rule brought it here. */
export const originQuery = (which: Mailed) =>
  queryOptions({
    queryKey: ['origin', which.path, which.iid, which.noteId],
    queryFn: ({ signal }) => get<Origin>(`${at(which)}/inbox`, undefined, signal),
    staleTime,
    retry: false,
  })

/** Its header and text. */
export const originalQuery = (which: Mailed) =>
  queryOptions({
    queryKey: ['original', which.path, which.iid, which.noteId],
    queryFn: ({ signal }) => get<Original>(`${at(which)}/mail`, undefined, signal),
    staleTime,
  })

/** Its look, for a sandboxed frame. */
export const originalPageUrl = (which: Mailed, images: boolean) =>
  `/api/v4${at(which)}/mail.html${images ? '?images=true' : ''}`

/** Byte for byte. */
export const originalFileUrl = (which: Mailed) => `/api/v4${at(which)}/mail.eml`
