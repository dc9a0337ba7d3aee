import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { place } from '../routing/location.ts';

/** Makes a dialog. @param close to be called when it has closed */
export type MakeDialog = (close: () => void) => ComponentChildren;

const dialogs = signal<readonly { id: number; make: MakeDialog }[]>([]);
let lastId = 0;

/** Opens a dialog. It stays until it is closed, whatever becomes of what opened it. */
export function openDialog(make: MakeDialog): void {
  lastId += 1;
  dialogs.value = [...dialogs.value, { id: lastId, make }];
}

/** Where dialogs are shown. Another page closes them. */
export function DialogHost() {
  const { path } = place.value;
  useEffect(() => {
    dialogs.value = [];
  }, [path]);
  const close = (id: number): void => {
    dialogs.value = dialogs.value.filter((one) => one.id !== id);
  };
  return (
    <>
      {dialogs.value.map(({ id, make }) => (
        <Hosted key={id} make={make} close={() => close(id)} />
      ))}
    </>
  );
}

function Hosted({ make, close }: { make: MakeDialog; close: () => void }) {
  return <>{make(close)}</>;
}
