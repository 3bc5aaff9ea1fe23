// Volumes by node: one goroutine for each node clears the node's own map; another way clears one map for all nodes.
// race: ClearAll, whose goroutines share the map of the totals; clean: Clear and ClearList, whose goroutines have one map each.
package innermaps

import "sync"

type volume struct{ full bool }

type Nodes struct {
	skip func(volume) bool
}

func (n *Nodes) Clear(byNode map[string]map[int]volume) {
	var wg sync.WaitGroup
	for _node, _volumes := range byNode {
		node, volumes := _node, _volumes
		wg.Go(func() {
			for id, v := range volumes {
				if node == "" || n.skip(v) {
					delete(volumes, id)
				}
			}
		})
	}
	wg.Wait()
}

func (n *Nodes) ClearList(lists []map[int]volume) {
	var wg sync.WaitGroup
	for _, volumes := range lists {
		wg.Go(func() {
			for id, v := range volumes {
				if n.skip(v) {
					delete(volumes, id)
				}
			}
		})
	}
	wg.Wait()
}

func (n *Nodes) ClearAll(byNode map[string]map[int]volume) map[int]volume {
	all := make(map[int]volume)
	var wg sync.WaitGroup
	for _, volumes := range byNode {
		wg.Go(func() {
			for id, v := range volumes {
				if !n.skip(v) {
					all[id] = v // want concurrent-map-access
				}
			}
		})
	}
	wg.Wait()
	return all
}
