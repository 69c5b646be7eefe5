// What must an administrator set up before mail comes in?
import type { MailAddresses } from '../addresses/patterns.ts'

/** Sentences for the settings page (SPEC §8); empty if all is well. */
export function missingFor(
  { incoming, serviceDesk }: MailAddresses,
  { project_key: suffix }: { project_key: string | null },
): string[] {
  const missing: string[] = []
  if (incoming === null && serviceDesk === null)
    missing.push(
      'Incoming mail is not configured, so nobody can write to this project. An administrator must set ' +
        'incoming_email.enabled to true and incoming_email.address to an address with %{key}, ' +
        'for example incoming+%{key}@desk.example.com.',
    )
  else if (!incoming?.keyed && serviceDesk === null)
    missing.push(
      'incoming_email.address has no %{key}, so it takes answers but no new tickets. An administrator must put ' +
        '%{key} before the @, for example incoming+%{key}@desk.example.com, or configure service_desk_email.',
    )
  if (suffix !== null && serviceDesk === null)
    missing.push(
      'The address suffix has no effect: an administrator must set service_desk_email.enabled to true and ' +
        'service_desk_email.address to an address with +%{key}, for example contact+%{key}@desk.example.com.',
    )
  return missing
}
