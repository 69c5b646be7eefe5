// Where is a project's code at home, if not here, and which forges tell of it?
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { forgeHook, mirror } from '#contract'
import { ApiError, encoded, get, post, put, remove } from './client.ts'

export type Mirror = z.input<typeof mirror.Mirror>
export type ForgeHook = z.input<typeof forgeHook.ForgeHook>
export type NewForgeHook = z.input<typeof forgeHook.Created>
export type MirrorChanges = z.input<typeof mirror.Update>

const mirrorAt = (path: string) => `/projects/${encoded(path)}/mirror/pull`
const hooksAt = (path: string) => `/projects/${encoded(path)}/forge_hooks`

/** Milliseconds after which a fetch that is under way is asked about again. */
const underWay = 2000

/** null: the project follows nothing. */
export const mirrorQuery = (path: string) =>
  queryOptions({
    queryKey: ['mirror', path],
    queryFn: ({ signal }) =>
      get<Mirror>(mirrorAt(path), undefined, signal).catch(error => {
        if (error instanceof ApiError && error.status === 404) return null
        throw error
      }),
    refetchInterval: ({ state }) =>
      state.data && ['scheduled', 'started'].includes(state.data.update_status) ? underWay : false,
  })

export const changeMirror = (path: string, change: MirrorChanges) => put<Mirror>(mirrorAt(path), change)
export const fetchNow = (path: string) => post<Mirror>(mirrorAt(path))
export const removeMirror = (path: string) => remove(mirrorAt(path))

export const forgeHooksQuery = (path: string) =>
  queryOptions({
    queryKey: ['forge hooks', path],
    queryFn: ({ signal }) => get<ForgeHook[]>(hooksAt(path), undefined, signal),
  })

export const addForgeHook = (path: string, name: string) => post<NewForgeHook>(hooksAt(path), { name })
export const removeForgeHook = (path: string, id: number) => remove(`${hooksAt(path)}/${id}`)
