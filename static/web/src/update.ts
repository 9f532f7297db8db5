import { signal } from '@preact/signals';

/** A new version of the page lies ready; taking it loads the page anew. */
export const updateReady = signal<(() => void) | null>(null);

/**
 * Keeps the page on the device, where the browser can: not over plain http. A
 * new version is fetched beside the old one and waits until somebody takes it.
 */
export function followUpdates(): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container || !import.meta.env.PROD) return;
  addEventListener('load', () => {
    container.register('/sw.js').then(
      (registration?: ServiceWorkerRegistration) => {
        if (!registration) return; // a browser in which workers are blocked answers with nothing
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
