// By which word does a project stand in a mail address?

/** GitLab's limit of a slug, which is that of a label in a domain name (RFC 1035 §2.3.4). */
const maxSlug = 63

/** `Acme/My Widget_2` → `acme-my-widget-2` */
export function slugOf(fullPath: string): string {
  return withoutEdges(
    fullPath
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '-')
      .replace(/^-+/, '')
      .slice(0, maxSlug),
  )
}

/** No `-` at either end, whatever a cut left there. */
export function withoutEdges(slug: string): string {
  return slug.replaceAll(/^-+|-+$/g, '')
}
