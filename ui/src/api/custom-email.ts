// Under which address of its own does a project write?
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { serviceDesk } from '#contract'
import { encoded, get, post, put, remove } from './client.ts'
import type { CustomEmail } from './types.ts'

export type NewCustomEmail = z.input<typeof serviceDesk.NewCustomEmail>
export type CustomEmailChange = z.input<typeof serviceDesk.CustomEmailUpdate>

const at = (path: string) => `/projects/${encoded(path)}/service_desk/custom_email`

/** While the mail is under way, people look at the page and wait for it. */
const lookEveryMilliseconds = 3_000

export const customEmailQuery = (path: string) =>
  queryOptions({
    queryKey: ['service_desk', path, 'custom_email'],
    queryFn: ({ signal }) => get<CustomEmail>(at(path), undefined, signal),
    refetchInterval: ({ state }) =>
      state.data?.custom_email_verification_state === 'started' ? lookEveryMilliseconds : false,
  })

export const addCustomEmail = (path: string, values: NewCustomEmail) => post<CustomEmail>(at(path), values)
export const changeCustomEmail = (path: string, changes: CustomEmailChange) =>
  put<CustomEmail>(at(path), changes)
export const verifyCustomEmail = (path: string) => post<CustomEmail>(`${at(path)}/verification`)
export const removeCustomEmail = (path: string) => remove<CustomEmail>(at(path))
