// Which of these? A list that opens where it was asked for, searched by typing, one or several to choose.
import { Combobox } from '@base-ui/react/combobox'
import { Check, Minus, Plus } from 'lucide-react'
import { type ReactElement, type ReactNode, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { floatLook, itemLook } from './Menu.tsx'

type Id = string | number
export type Option = {
  id: Id
  label: string
  /** Said quietly beside the label: a username, a day. */
  hint?: string | undefined
  /** A picture before the label: a dot, an avatar. */
  mark?: ReactNode
}

type Props = {
  /** What is chosen: "Labels". */
  label: string
  options: readonly Option[]
  selected: readonly Id[]
  /** Of several things some have these, some do not. */
  partly?: readonly Id[]
  /** All that are chosen now, and which one was just pressed. */
  onChange: (selected: Id[], pressed: { id: Id; on: boolean }) => void
  /** Choosing one closes the list. */
  single?: boolean
  /** Offers to make what was typed and is not there. */
  create?: ((text: string) => void) | undefined
  /** The options are searched elsewhere; without it here, by label and hint. */
  onSearch?: (text: string) => void
  loading?: boolean
  /** The button that opens the list, or `anchor` with `open` from outside. */
  trigger?: ReactElement<Record<string, unknown>>
  anchor?: Element | null
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const madeId = '\u0000make'

export function Picker(props: Props) {
  const [ownOpen, setOwnOpen] = useState(false)
  const [query, setQuery] = useState('')
  const open = props.open ?? ownOpen
  const { shown, chosen } = useShown(props, query, open)
  const search = (text: string) => {
    setQuery(text)
    props.onSearch?.(text)
  }
  const setOpen = (next: boolean) => {
    if (query !== '') search('')
    setOwnOpen(next)
    props.onOpenChange?.(next)
  }
  const press = (now: Option[]) => {
    const before = new Set(props.selected)
    const pressed = now.find(({ id }) => !before.has(id))
    if (pressed?.id === madeId) props.create?.(query.trim())
    else if (pressed) {
      props.onChange(props.single ? [pressed.id] : [...props.selected, pressed.id], {
        id: pressed.id,
        on: true,
      })
    } else {
      const kept = new Set(now.map(({ id }) => id))
      const gone = props.selected.find(id => !kept.has(id))
      if (gone !== undefined)
        props.onChange(
          props.selected.filter(id => id !== gone),
          { id: gone, on: false },
        )
    }
    if (props.single) setOpen(false)
  }
  return (
    <Combobox.Root
      multiple
      items={shown}
      filter={null}
      value={chosen}
      isItemEqualToValue={(one: Option, other: Option) => one.id === other.id}
      itemToStringLabel={(option: Option) => option.label}
      onValueChange={press}
      inputValue={query}
      onInputValueChange={search}
      open={open}
      onOpenChange={setOpen}
      autoHighlight
    >
      {props.trigger && (
        // A combobox takes no name from its text; the button's own label is kept.
        <Combobox.Trigger
          render={props.trigger}
          aria-label={String(props.trigger.props['aria-label'] ?? props.label)}
        />
      )}
      <Popup {...props} />
    </Combobox.Root>
  )
}

/** The options as they are offered: the chosen ones first, in the order they had when the list opened. */
function useShown({ options, selected, partly = [], onSearch, create }: Props, query: string, open: boolean) {
  const atOpening = useRef<{ open: boolean; first: Set<Id> }>({ open: false, first: new Set() })
  if (atOpening.current.open !== open)
    atOpening.current = { open, first: new Set(open ? [...selected, ...partly] : []) }
  const { first } = atOpening.current
  const ordered = [
    ...options.filter(({ id }) => first.has(id)),
    ...options.filter(({ id }) => !first.has(id)),
  ]
  const wanted = fold(query.trim())
  const shown =
    wanted === '' || onSearch
      ? ordered
      : ordered.filter(({ label, hint = '' }) => fold(`${label} ${hint}`).includes(wanted))
  const isNew = create && wanted !== '' && !options.some(({ label }) => fold(label) === wanted)
  const made: Option[] = isNew ? [{ id: madeId, label: `Create “${query.trim()}”` }] : []
  const byId = new Map(options.map(option => [option.id, option]))
  const chosen = selected.map(id => byId.get(id) ?? { id, label: String(id) })
  return { shown: [...shown, ...made], chosen }
}

function Popup({ label, partly = [], loading = false, anchor }: Props) {
  const some = new Set(partly)
  return (
    <Combobox.Portal>
      <Combobox.Positioner
        sideOffset={4}
        align="start"
        collisionPadding={8}
        className="z-50"
        {...(anchor ? { anchor } : {})}
      >
        <Combobox.Popup
          aria-label={label}
          className={cx(floatLook, 'flex w-72 max-w-[calc(100vw-16px)] flex-col overflow-hidden p-0!')}
          {...(anchor instanceof HTMLElement ? { finalFocus: { current: anchor } } : {})}
        >
          <Combobox.Input
            aria-label={label}
            placeholder={`${label}…`}
            className="h-9 w-full shrink-0 border-line border-b bg-transparent px-3 outline-none"
          />
          <Combobox.Empty className="px-3 py-2 text-faint empty:hidden">
            {loading ? <span className="late">Loading…</span> : 'Nothing matches.'}
          </Combobox.Empty>
          <Combobox.List className="min-h-0 overflow-y-auto p-1 empty:hidden">
            {(option: Option) => <Row key={option.id} option={option} partly={some.has(option.id)} />}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  )
}

function Row({ option, partly }: { option: Option; partly: boolean }) {
  return (
    <Combobox.Item value={option} className={cx(itemLook, 'group')}>
      <span aria-hidden="true" className="flex size-4 shrink-0 items-center justify-center">
        {option.id === madeId && <Plus className="size-4 text-faint" />}
        <Check className="hidden size-4 text-accent group-data-[selected]:block" />
        {partly && <Minus className="size-4 text-faint group-data-[selected]:hidden" />}
      </span>
      {option.mark}
      <span dir="auto" className="truncate">
        {option.label}
      </span>
      {partly && <span className="sr-only">, of some</span>}
      {option.hint && <span className="ml-auto truncate pl-2 text-faint text-xs">{option.hint}</span>}
    </Combobox.Item>
  )
}
