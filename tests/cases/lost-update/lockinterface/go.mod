module example.com/lockinterface

go 1.26
