// Which marks does Markdown have? Buttons for those who do not know them by heart; the same work by key.
import {
  Bold,
  Code,
  Italic,
  Link,
  List,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Table,
  TextQuote,
} from 'lucide-react'
import type { KeyboardEvent, RefObject } from 'react'
import { IconButton } from '../Button.tsx'
import { code, link, markLines, table, wrap } from './edits.ts'

type Area = HTMLTextAreaElement
type Tool = { label: string; icon: LucideIcon; keys?: string; run: (area: Area) => void }

const tools: readonly Tool[] = [
  { label: 'Bold', icon: Bold, keys: 'mod+b', run: area => wrap(area, '**') },
  { label: 'Italic', icon: Italic, keys: 'mod+i', run: area => wrap(area, '_') },
  { label: 'Code', icon: Code, keys: 'mod+e', run: code },
  { label: 'Link', icon: Link, keys: 'mod+shift+k', run: link },
  { label: 'List', icon: List, run: area => markLines(area, 'list') },
  { label: 'Numbered list', icon: ListOrdered, run: area => markLines(area, 'numbered') },
  { label: 'Task list', icon: ListTodo, run: area => markLines(area, 'tasks') },
  { label: 'Quote', icon: TextQuote, run: area => markLines(area, 'quote') },
  { label: 'Table', icon: Table, run: table },
]

/** Runs the tool of a key; whether there was one. */
export function toolKey(event: KeyboardEvent<Area>): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false
  const keys = `mod+${event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`
  const tool = tools.find(one => one.keys === keys)
  tool?.run(event.currentTarget)
  return tool !== undefined
}

export function Toolbar({ area }: { area: RefObject<Area | null> }) {
  return (
    <div
      role="toolbar"
      aria-label="Formatting"
      className="flex flex-wrap items-center gap-0.5 border-line border-t px-1.5 py-1"
    >
      {tools.map(({ label, icon: Icon, keys, run }) => (
        <IconButton
          key={label}
          label={label}
          {...(keys ? { keys } : {})}
          onPointerDown={event => event.preventDefault()}
          onClick={() => area.current && run(area.current)}
        >
          <Icon aria-hidden="true" className="size-4" />
        </IconButton>
      ))}
    </div>
  )
}
