package parts

type Part struct{ Name string }

var all = map[string]*Part{}

func Keep(p *Part)       { all[p.Name] = p }
func Same(p *Part) *Part { return p }
func Length(p *Part) int { return len(p.Name) }
