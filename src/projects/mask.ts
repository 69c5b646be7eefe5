// How is a customer's address shown to those who may not know it?

/**
 * `us*****@e*****.c**` (SPEC §2): two first characters, the first of the domain, the first of the top-level domain. The
 * number of stars is fixed, so that they do not tell the length.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const first = (text: string, count: number) => Array.from(text).slice(0, count).join('')
  if (at < 0) return `${first(address, 2)}*****`
  const domain = address.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  const top = dot < 0 ? '' : `.${first(domain.slice(dot + 1), 1)}**`
  return `${first(address.slice(0, at), 2)}*****@${first(domain, 1)}*****${top}`
}
