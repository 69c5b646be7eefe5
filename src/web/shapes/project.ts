// How does a row of projects become what the API says of a project?
import type { z } from 'zod'
import type { project } from '#contract'
import { Access, type projects, serviceDeskAddress } from '#projects'
import type { WebDesk } from '../context.ts'
import { namespaceShape } from './namespace.ts'

/** @param signedIn whether to tell what the viewer is there */
export function projectShape(
  row: projects.ProjectDetails,
  desk: Pick<WebDesk, 'config' | 'addresses'>,
  signedIn: boolean,
): z.output<typeof project.Project> {
  const { external_url: url } = desk.config
  const { id, name, path, description, default_branch, visibility, archived, creator_id } = row
  const { created_at, updated_at, last_activity_at, service_desk_enabled } = row
  const self = `${url}/api/v4/projects/${id}`
  return {
    id,
    name,
    name_with_namespace: `${row.namespace_name} / ${name}`,
    path,
    path_with_namespace: row.full_path,
    description,
    default_branch,
    visibility,
    archived,
    creator_id,
    avatar_url: null,
    web_url: `${url}/${row.full_path}`,
    http_url_to_repo: `${url}/${row.full_path}.git`,
    created_at,
    updated_at,
    last_activity_at,
    namespace: namespaceShape(row.namespace, url),
    issues_enabled: true,
    service_desk_enabled,
    ...(row.accessLevel < Access.reporter
      ? {}
      : { service_desk_address: service_desk_enabled ? serviceDeskAddress(row, desk.addresses) : null }),
    ...(signedIn
      ? {
          permissions: {
            project_access: row.direct_level === null ? null : { access_level: row.direct_level },
            group_access: row.inherited_level === null ? null : { access_level: row.inherited_level },
          },
        }
      : {}),
    _links: { self, issues: `${self}/issues`, labels: `${self}/labels`, members: `${self}/members` },
  }
}
