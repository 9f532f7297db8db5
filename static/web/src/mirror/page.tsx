export function MirrorPage({ id }: { id: string }) {
  return <p>{id}</p>;
}
