import { signal } from '@preact/signals';

/** Set when a new version of the page is ready; calling it reloads the page with that version. */
export const updateReady = signal<(() => void) | null>(null);

/**
 * Keeps the page on the device where the browser allows it, which it does not
 * over plain http. A new version is fetched beside the old one and waits until
 * somebody takes it.
 */
export function followUpdates(): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || !import.meta.env.PROD) return;
  addEventListener('load', () => {
    container.register('/sw.js').then(
      (registration?: ServiceWorkerRegistration) => {
        if (!registration) return; // a browser that blocks workers resolves with undefined
        const look = () => {
          const waiting = registration.waiting;
          if (waiting && container.controller) updateReady.value = () => take(container, waiting);
        };
        look();
        registration.addEventListener('updatefound', () => {
          registration.installing?.addEventListener('statechange', look);
        });
      },
      () => {}, // a private window may refuse: then the page needs the network to open
    );
  });
}

function take(container: ServiceWorkerContainer, waiting: ServiceWorker): void {
  container.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take over');
}
