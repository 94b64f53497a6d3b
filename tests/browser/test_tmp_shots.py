import pytest
from tests.browser.test_grid import *
from tests.factories import make_citation
from programme.models import Action
@pytest.mark.parametrize("language",["es","en"])
def test_shots(officer, framework, language):
    from tests.factories import make_line
    for i in range(12):
        l=make_line(framework,f"AG-{i+10}",object_code=["6131","2111","1131"][i%3],description="Red de agua potable en la colonia Doctores, con tubería nueva y medidores"[:20+i*5],amount=f"{(i+1)*12345}.50")
        if i%2: make_citation(l, Action.objects.first())
    p=officer(language); pg=p.page
    def shot(n,w=1280):
        pg.set_viewport_size({"width":w,"height":900}); pg.screenshot(path=f"/tmp/gs/{language}-{n}-{w}.png",full_page=True); pg.set_viewport_size({"width":1280,"height":900})
    p.enters_the_grid(); shot("start"); shot("start",320)
    chk(p)
    p.goes_to_cell("AG-10","Amount"); p.types("1.234"); p.keys("F2"); p.keys("ArrowDown"); p.sees_saved(); pg.wait_for_timeout(300); shot("error"); shot("error",320)
    chk(p)
    pg.locator("#grid-tools summary").click(); shot("keys"); chk(p)
    pg.locator("#grid-tools summary").click()
    p.goes_to_cell("AG-11","Amount"); p.keys("ArrowRight","ArrowRight","Enter"); p.types("agua"); pg.wait_for_timeout(900); pg.screenshot(path=f"/tmp/gs/{language}-cites.png"); chk(p)
    p.keys("ArrowDown","Enter"); p.keys("Escape")
def chk(p):
    try: p.finds_no_barrier()
    except AssertionError as e: print("AXE", str(e)[:3000])
