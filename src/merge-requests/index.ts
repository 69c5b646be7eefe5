// What is to be merged, and what does it close?
import * as closing from './closing/index.ts'

export { closing }
