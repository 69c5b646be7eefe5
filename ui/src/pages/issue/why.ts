// Why is this mail here? The rule that brought it and its evidence, said as a person would.
import type { Origin } from '../../api/originals.ts'

const rules: Readonly<Record<string, string>> = {
  address: 'It was sent to an address of this project, so it became a ticket here.',
  'reply key': 'It was sent to the reply address that the desk gives to each participant of this ticket.',
  References: 'It answers a mail of this ticket, and its sender had got that mail.',
  subject: 'Its subject names this ticket, and its sender takes part in it.',
}

export type Why = { sentence: string; evidence: string; passed: { rule: string; evidence: string }[] }

const text = (value: unknown) => (typeof value === 'string' ? value : '')

export function whyOf({ why }: Pick<Origin, 'why'>): Why {
  const { rule, evidence, passed } = why
  const before = Array.isArray(passed) ? (passed as Record<string, unknown>[]) : []
  return {
    sentence: rules[text(rule)] ?? `The rule “${text(rule)}” brought it here.`,
    evidence: text(evidence),
    passed: before.map(one => ({ rule: text(one.rule), evidence: text(one.evidence) })),
  }
}
