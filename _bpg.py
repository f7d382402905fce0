import sys; sys.path.insert(0,'.')
from pathlib import Path
from benchmarks import pages
if __name__=='__main__':
    for r in pages.rows(Path('/work/shared/data'),int(sys.argv[1]),True): print({k:v for k,v in r.items() if v is not None})
