// How do lines of a diff look? Tint for the eye, a sign for everybody.
export const lineLooks = { context: '', added: 'bg-added', removed: 'bg-removed' } as const
export const numberLook = 'tabular select-none px-2 text-right align-top text-muted'
export const signLook = 'select-none text-center align-top text-muted'
/** Long lines are folded: nothing is to be scrolled sideways, and copying gives them whole. */
export const textLook = 'whitespace-pre-wrap pr-3 align-top [overflow-wrap:anywhere] [tab-size:4]'
