/**
 * Bundles the page of the operator console.
 *
 * @returns the contents of its files by their names: `index.html`, `app.js`, `app.css`
 */
export declare function bundleConsole(): Promise<Record<string, string>>;
