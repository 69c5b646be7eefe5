// How is a project set up? For its maintainers and owners.
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { project, serviceDesk } from '#contract'
import { call, encoded, get, post, put, remove } from './client.ts'
import type { Namespace, Project, ServiceDesk } from './types.ts'
import type { SavedReply } from './writing.ts'

export type ProjectChange = z.input<typeof project.Update>
export type ServiceDeskChange = z.input<typeof serviceDesk.Update>

const at = (path: string) => `/projects/${encoded(path)}`

export const changeProject = (path: string, changes: ProjectChange) => put<Project>(at(path), changes)
export const setArchived = (path: string, archived: boolean) =>
  post<Project>(`${at(path)}/${archived ? 'archive' : 'unarchive'}`)
export const transferProject = (path: string, namespace: number) =>
  call<Project>(`${at(path)}/transfer`, { method: 'PUT', body: { namespace } })
export const removeProject = (path: string) => remove<unknown>(at(path))

/** Groups and one's own place, by part of their names. */
export const foundNamespacesQuery = (search: string) =>
  queryOptions({
    queryKey: ['namespaces', 'found', search],
    queryFn: ({ signal }) => get<Namespace[]>('/namespaces', { search, per_page: 100 }, signal),
    staleTime: 60_000,
  })

export const changeServiceDesk = (path: string, changes: ServiceDeskChange) =>
  put<ServiceDesk>(`${at(path)}/service_desk`, changes)

/** The address that a suffix would make; refused where it can be none. */
export const previewQuery = (path: string, suffix: string) =>
  queryOptions({
    queryKey: ['service_desk', path, 'preview', suffix],
    queryFn: ({ signal }) =>
      get<{ address: string | null }>(`${at(path)}/service_desk/preview`, { project_key: suffix }, signal),
  })

export type ReplyText = { title: string; body: string }

export const addReply = (path: string, text: ReplyText) => post<SavedReply>(`${at(path)}/saved_replies`, text)
export const changeReply = (path: string, id: number, changes: Partial<ReplyText>) =>
  put<SavedReply>(`${at(path)}/saved_replies/${id}`, changes)
export const removeReply = (path: string, id: number) => remove(`${at(path)}/saved_replies/${id}`)
