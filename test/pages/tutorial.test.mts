import { describePage } from '../page.fixture.mts'

describePage('docs/tutorial.md')
