package charts_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"kompas/analysis/charts"
)

// TestGallery writes pages with every chart of several meetings, for people to
// look at, into the folder KOMPAS_GALLERY. KOMPAS_ECHARTS is the path of
// echarts.min.js.
func TestGallery(t *testing.T) {
	dir := os.Getenv("KOMPAS_GALLERY")
	if dir == "" {
		t.Skip("KOMPAS_GALLERY names no folder to write the gallery to")
	}
	meetings := gallery(t)
	for _, name := range []string{"coded", "nine", "Bed003", "Bmr001", "Bro023", "Buw001"} {
		meetings[name+"-loops"] = withRawLoops(meetings[name])
	}
	meetings["example"] = withExample(meetings["coded"])
	meetings["known"] = withKnown(meetings["coded"])
	meetings["known-and-others"] = withKnown(meetings["example"])
	for name, r := range meetings {
		for _, o := range styles() {
			built := map[string]json.RawMessage{}
			for _, c := range charts.Names() {
				b, err := charts.Build(t.Context(), c, r, o)
				if err != nil {
					t.Fatal(err)
				}
				built[c] = b
			}
			all, err := json.Marshal(built)
			if err != nil {
				t.Fatal(err)
			}
			order, err := json.Marshal(charts.Names())
			if err != nil {
				t.Fatal(err)
			}
			page := fmt.Sprintf(galleryPage, os.Getenv("KOMPAS_ECHARTS"), o.Theme, all, order)
			file := filepath.Join(dir, fmt.Sprintf("%s.%s.%s.html", name, o.Theme, o.Lang))
			if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

const galleryPage = `<!doctype html><meta charset="utf-8"><script src="%s"></script>
<style>body{margin:0;font:14px "Atkinson Hyperlegible Next",system-ui,sans-serif;background:#FBFAF6;color:#1E2227}
body.dark{background:#15171A;color:#ECE9E1}h2{font:26px Georgia,serif;margin:24px 8px 0}p{margin:4px 8px;opacity:.8}
section{max-width:1100px;margin:auto}</style><body class="%s"><script>
const built=%s, order=%s, want=new URLSearchParams(location.search).get('only');
for(const name of order){ if(want&&!want.split(',').includes(name)) continue;
 const o=built[name],k=o.kompas,s=document.createElement('section');
 s.innerHTML='<h2></h2><p></p><div></div><p></p>';document.body.append(s);
 const [h,p,d,n]=s.children;h.textContent=k.title;p.textContent=k.subtitle;n.textContent=k.note;
 const w=s.clientWidth,f=k.heights.find(x=>!x.max_width||x.max_width>=w);d.style.height=f.height+'px';
 try{echarts.init(d,null,{renderer:'canvas'}).setOption(o,{notMerge:true})}catch(e){d.textContent=name+': '+e.stack;document.title='ERROR'}
}</script>`
