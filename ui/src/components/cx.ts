// Which classes hold? Those that are there.
export const cx = (...classes: (string | false | null | undefined)[]) => classes.filter(Boolean).join(' ')
