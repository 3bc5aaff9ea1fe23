module example.com/shelltable

go 1.22
