// How is a project's Service Desk set up?
import { queryOptions } from '@tanstack/react-query'
import { encoded, get, post } from './client.ts'
import type { ServiceDesk } from './types.ts'

/** From Maintainer up. */
export const serviceDeskQuery = (path: string) =>
  queryOptions({
    queryKey: ['service_desk', path],
    queryFn: ({ signal }) => get<ServiceDesk>(`/projects/${encoded(path)}/service_desk`, undefined, signal),
  })

/** A mail as a customer would write it, in the viewer's own name. */
export const sendSampleMail = (path: string) =>
  post<{ subject: string; from: string; to: string }>(`/projects/${encoded(path)}/service_desk/sample_mail`)
