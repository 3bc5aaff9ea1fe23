module example.com/throughinterface

go 1.23
