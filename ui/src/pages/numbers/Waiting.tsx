// What stands here until the numbers come? Nothing for a moment, then shapes of the charts' size.
const shapes = [
  ['lg:col-span-2', 'h-[302px]'],
  ['', 'h-[302px]'],
  ['', 'h-[302px]'],
  ['', 'h-[302px]'],
  ['', 'h-[302px]'],
] as const

export const Waiting = () => (
  <div role="status" className="late">
    <span className="sr-only">The numbers are being counted.</span>
    <div className="h-9" />
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-2">
      {shapes.map(([place, height], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes do not move
        <div key={index} className={`rounded-md bg-sunken ${place} ${height}`} />
      ))}
    </div>
  </div>
)
