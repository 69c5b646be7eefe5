// Is it on? A switch that acts at once, with its words and what they mean.
import { Switch as Base } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'

type Props = {
  label: string
  help?: ReactNode
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

export function Switch({ label, help, checked, disabled = false, onChange }: Props) {
  const id = useId()
  return (
    <div className="flex items-start gap-3">
      <Base.Root
        aria-labelledby={`${id}-label`}
        aria-describedby={help ? `${id}-help` : undefined}
        checked={checked}
        disabled={disabled}
        onCheckedChange={next => onChange(next)}
        className="mt-0.5 flex h-5 w-9 shrink-0 items-center rounded-full bg-edge p-0.5 transition-colors data-[checked]:bg-accent data-[disabled]:opacity-50"
      >
        <Base.Thumb className="size-4 rounded-full bg-white transition-transform data-[checked]:translate-x-4" />
      </Base.Root>
      <div className="flex flex-col">
        <span id={`${id}-label`} className="font-medium text-sm">
          {label}
        </span>
        {help && (
          <span id={`${id}-help`} className="text-faint text-xs">
            {help}
          </span>
        )}
      </div>
    </div>
  )
}
