const TABS = [
  { path: '', label: 'Your business' },
  { path: '/payments', label: 'Ways to pay' },
  { path: '/meters', label: 'Meters' },
  { path: '/connectors', label: 'Connectors' },
] as const;

/** The tabs of the settings. */
export function SettingsTabs({
  slug,
  at,
}: {
  readonly slug: string;
  readonly at: (typeof TABS)[number]['path'];
}) {
  const base = `/sites/${slug}/console/settings`;
  return (
    <nav aria-label="Settings sections">
      <ul class="kinds">
        {TABS.map(({ path, label }) => (
          <li>
            <a href={base + path} aria-current={path === at ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
