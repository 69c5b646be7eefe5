// How is a label shown? A small pill with a dot of its colour; the words keep the page's own contrast.
type Props = { name: string; color: string }

export function LabelPill({ name, color }: Props) {
  return (
    <span
      dir="auto"
      className="inline-flex h-5 max-w-48 items-center gap-1.5 rounded-full border border-line px-2 text-muted text-xs"
    >
      <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: color }} />
      <span className="truncate">{name}</span>
    </span>
  )
}
