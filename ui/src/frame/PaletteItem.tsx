// What is one line of the palette?
import { Command } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import { Avatar } from '../components/Avatar.tsx'
import { Kbd } from '../components/Tip.tsx'

type Props = {
  /** What it is found by; unique in the palette. */
  value: string
  label: string
  icon?: LucideIcon | undefined
  /** In place of an icon: a person's picture, null where there is none. */
  avatar?: string | null
  hint?: string
  keys?: string | readonly string[] | undefined
  forceMount?: boolean
  onSelect: () => void
}

export function PaletteItem({
  value,
  label,
  icon: Icon,
  avatar,
  hint,
  keys,
  forceMount = false,
  onSelect,
}: Props) {
  const [first] = typeof keys === 'string' ? [keys] : (keys ?? [])
  return (
    <Command.Item
      value={value}
      forceMount={forceMount}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded px-3 text-sm data-[selected=true]:bg-hover"
    >
      {avatar !== undefined && <Avatar name={label} url={avatar} size={16} />}
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0 text-faint" />}
      <span dir="auto" className="min-w-0 grow truncate">
        {label}
      </span>
      {hint && <span className="shrink-0 text-muted text-xs">{hint}</span>}
      {first && <Kbd keys={first} />}
    </Command.Item>
  )
}
