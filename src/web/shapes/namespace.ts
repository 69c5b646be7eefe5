// How does a row of namespaces become what the API says of a group or namespace?
import type { z } from 'zod'
import type { group } from '#contract'
import type { groups } from '#projects'

type Row = Pick<groups.Namespace, 'id' | 'name' | 'path' | 'kind' | 'full_path' | 'parent_id'>

export function namespaceShape(row: Row, externalUrl: string): z.output<typeof group.Namespace> {
  const { id, name, path, kind, full_path, parent_id } = row
  const web_url = kind === 'user' ? `${externalUrl}/${full_path}` : groupUrl(full_path, externalUrl)
  return { id, name, path, kind, full_path, parent_id, avatar_url: null, web_url }
}

export function groupShape(row: groups.Namespace, externalUrl: string): z.output<typeof group.Group> {
  const { id, name, path, full_name, full_path, description, visibility, parent_id, created_at } = row
  return {
    id,
    name,
    path,
    full_name,
    full_path,
    description,
    visibility,
    parent_id,
    avatar_url: null,
    web_url: groupUrl(full_path, externalUrl),
    created_at,
  }
}

const groupUrl = (fullPath: string, externalUrl: string) => `${externalUrl}/groups/${fullPath}`
