// In which order, and how close together? A menu at the end of the filter bar.
import { Menu as Base } from '@base-ui/react/menu'
import { ArrowDown, ArrowUp, Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { itemLook, Menu, MenuLine } from '../../components/Menu.tsx'
import { applyDensity, type Density, preference } from '../../theme.ts'
import { type Order, orders } from './filter.ts'
import type { Kind } from './place.ts'

type Props = { kind: Kind; order: Order; onChange: (order: Order) => void }

export function ViewMenu({ kind, order, onChange }: Props) {
  const shape = orders[order.name]
  const Arrow = order.up ? ArrowUp : ArrowDown
  const names = Object.keys(orders).filter(name => name !== 'waiting' || kind !== 'issues')
  return (
    <Menu
      align="end"
      trigger={
        <Button aria-label={`Order and density: ${shape?.label}, ${order.up ? shape?.up : shape?.down}`}>
          <Arrow aria-hidden="true" className="size-4 text-faint" />
          {shape?.label}
        </Button>
      }
    >
      <Base.Group>
        <Heading>Order by</Heading>
        <Choices
          value={order.name}
          options={names.map(name => [name, orders[name]?.label ?? name])}
          onChange={name => onChange({ name, up: orders[name]?.firstUp ?? false })}
        />
      </Base.Group>
      <MenuLine />
      <Base.Group>
        <Heading>Direction</Heading>
        <Choices
          value={order.up ? 'up' : 'down'}
          options={[
            ['up', shape?.up ?? 'Up'],
            ['down', shape?.down ?? 'Down'],
          ]}
          onChange={direction => onChange({ ...order, up: direction === 'up' })}
        />
      </Base.Group>
      <MenuLine />
      <DensityChoice />
    </Menu>
  )
}

function DensityChoice() {
  const [density, setDensity] = useState((preference('density') as Density | null) ?? 'comfortable')
  return (
    <Base.Group>
      <Heading>Rows</Heading>
      <Choices
        value={density}
        options={[
          ['comfortable', 'Comfortable'],
          ['compact', 'Compact'],
        ]}
        onChange={next => {
          setDensity(next as Density)
          applyDensity(next as Density)
        }}
      />
    </Base.Group>
  )
}

const Heading = ({ children }: { children: ReactNode }) => (
  <Base.GroupLabel className="px-2 pt-1.5 pb-0.5 font-medium text-faint text-xs">{children}</Base.GroupLabel>
)

type ChoicesProps = {
  value: string
  options: readonly (readonly [string, string])[]
  onChange: (value: string) => void
}

function Choices({ value, options, onChange }: ChoicesProps) {
  return (
    <Base.RadioGroup value={value} onValueChange={next => onChange(String(next))}>
      {options.map(([name, label]) => (
        <Base.RadioItem key={name} value={name} closeOnClick={false} className={itemLook}>
          <span className="size-4 shrink-0">
            <Base.RadioItemIndicator>
              <Check aria-hidden="true" className="size-4 text-accent" />
            </Base.RadioItemIndicator>
          </span>
          {label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}
