// What is measured inside the page? Laid into each page before its own scripts as `bench`; plain JavaScript of browsers.

/** What a frame's callback finds is painted after it: a timer comes behind that. */
const afterPaint = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))

/** Waits, frame by frame, until `look` says something true. */
function until(look) {
  return new Promise(resolve => {
    const again = () => {
      const found = look()
      if (found) resolve(found)
      else requestAnimationFrame(again)
    }
    again()
  })
}

const there = (selector, count) => document.querySelectorAll(selector).length >= count

window.bench = {
  /** Milliseconds from the navigation to the paint in which there are `count` of `selector`. */
  async painted(selector, count) {
    await until(() => there(selector, count))
    await afterPaint()
    return performance.now()
  },

  /** Milliseconds from `act` to that paint. */
  async from(act, selector, count) {
    const start = performance.now()
    act()
    await until(() => there(selector, count))
    await afterPaint()
    return performance.now() - start
  },

  click: index => () => document.querySelectorAll('li[data-row] a')[index].click(),

  /** Goes within the app, as "back" does. */
  go: path => () => {
    history.pushState(null, '', path)
    dispatchEvent(new PopStateEvent('popstate'))
  },

  /**
   * The moment, on the clock that all processes share, in which `text` stands in the painted page. What is below the
   * fold is laid out only when it comes into sight, so it is no part of innerText.
   */
  async seen(text) {
    await until(() => document.body.textContent.includes(text))
    await afterPaint()
    return Date.now()
  },

  async firstFigures() {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
    const lcp = await new Promise(resolve => {
      new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime)).observe({
        type: 'largest-contentful-paint',
        buffered: true,
      })
    })
    return { lcp, script: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) }
  },

  keyTimes: [],
  /** As soon as `count` key presses have been painted. */
  pressed: count => until(() => window.bench.keyTimes.length >= count),
  /** From each key press on: milliseconds to the paint after it. */
  timeKeys() {
    addEventListener('keydown', async ({ timeStamp }) => {
      await afterPaint()
      window.bench.keyTimes.push(performance.now() - timeStamp)
    })
  },
}
